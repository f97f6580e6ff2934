#!/bin/sh
. /lib.sh
sleep 60
