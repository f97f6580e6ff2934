#!/bin/sh
wget -q -O - http://localhost:80/ | grep -q ok
