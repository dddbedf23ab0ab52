#!/bin/sh
# Starts the broker in its container, with the arguments of the manifest.

# The server repairs a file that a kill cut off, leaves a mark, and refuses the next repair while the mark is there.
# Without the mark it starts after every crash.
rm -f /data/.truncate.lck

# The server parses a variable's value: without quotes 12e4… would be a malformed number.
for name in $(env | sed -n 's/^\([A-Z_]*NATS_\(USER\|PASSWORD\)\)=.*/\1/p'); do
  export "$name=\"$(printenv "$name")\""
done

exec nats-streaming-server "$@"
