#!/bin/sh
exec /ledger
