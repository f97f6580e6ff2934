#!/bin/sh
curl -fsS -o /tmp/rules.json https://rules.acme.dev/latest.json
exec sleep infinity
