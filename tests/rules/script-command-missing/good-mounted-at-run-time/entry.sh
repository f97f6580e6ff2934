#!/bin/sh
. /run/secrets/settings
python job.py prepare && python job.py run
