#!/bin/sh
exec python -c "import os, urllib.request as u; u.urlopen('http://localhost:' + os.environ.get('PORT', '5000') + '/healthz')"
