#!/bin/sh
git clone https://example.com/scanner.git fetched
