#!/bin/sh
bash -c "echo ready"
