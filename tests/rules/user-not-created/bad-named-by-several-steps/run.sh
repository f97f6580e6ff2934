#!/bin/sh
exec cat /srv/data/a.txt
