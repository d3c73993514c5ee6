#!/bin/sh
# The whole comparison, client, snapshots and server, and the tables of README.md. Any argument goes to Benchmarks/run.
exec python3 "$(dirname "$0")/run" --snapshots B1,B2,B3,B4,B5,B6 --servers cairn,weed,rclone --write "$@"
