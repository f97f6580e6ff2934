#!/bin/dash
exec sleep 60
