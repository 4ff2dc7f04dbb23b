# samehands with its lab: docker build -t samehands .
#
# A folder of yours as the working folder, everything else shut off:
#   docker run --rm --network none -v "$PWD:/work" samehands compare agency --time-limit 60
# The lab, for this machine alone; the token file holds 16 characters or more:
#   docker run --rm -p 127.0.0.1:8137:8137 -v "$PWD:/work" samehands lab --host 0.0.0.0 --token-file token.txt --no-browser
FROM python:3.11-slim

# Who runs it can write only to a home, to the folder of machine code, and to what is mounted.
ENV NUMBA_CACHE_DIR=/var/cache/samehands
RUN useradd --create-home --uid 1000 samehands \
    && mkdir /work "$NUMBA_CACHE_DIR" && chown samehands /work "$NUMBA_CACHE_DIR"

COPY . /tmp/samehands
RUN pip install --no-cache-dir -c /tmp/samehands/constraints.txt '/tmp/samehands[lab]' && rm -rf /tmp/samehands

USER samehands
# Compiled for the kind of processor that builds the image; another kind compiles anew, once a container.
RUN samehands warm

WORKDIR /work
ENTRYPOINT ["samehands"]
CMD ["--help"]
