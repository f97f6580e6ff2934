#!/bin/sh
case "$1" in
  worker) exec sleep 5 ;;
esac
sleep 60
