from .app import create_app as create_app
from .workspace import Workspace as Workspace
