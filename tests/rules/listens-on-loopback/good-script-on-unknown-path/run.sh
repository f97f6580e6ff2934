#!/bin/sh
exec server --host=0.0.0.0:8080
