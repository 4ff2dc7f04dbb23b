// What pages cannot do without a script; each part looks for what it needs and else does nothing.
"use strict";
