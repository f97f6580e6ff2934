#!/usr/bin/env bash
exec sleep infinity
