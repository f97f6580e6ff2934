#!/bin/sh
mkdir liszt list
