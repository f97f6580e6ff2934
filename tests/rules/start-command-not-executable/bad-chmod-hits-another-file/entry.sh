#!/bin/sh
exec start.sh
