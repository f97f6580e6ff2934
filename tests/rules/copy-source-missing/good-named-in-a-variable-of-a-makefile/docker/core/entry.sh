#!/bin/sh
exec ledger_core
