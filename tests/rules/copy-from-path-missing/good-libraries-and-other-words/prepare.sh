#!/bin/sh
echo libmedia enabled storage
