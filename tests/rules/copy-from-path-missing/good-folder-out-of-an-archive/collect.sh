#!/bin/sh
mv bundle.tar.gz /tmp
