#!/bin/sh
apt-get install -y tini
