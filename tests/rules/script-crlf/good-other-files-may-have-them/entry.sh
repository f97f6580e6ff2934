#!/bin/sh
exec cat /notes.txt
