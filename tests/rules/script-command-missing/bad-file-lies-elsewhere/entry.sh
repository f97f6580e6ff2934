#!/bin/sh
. /opt/settings.sh
exec sleep 60
