# entry.sh
#!/bin/sh
exec "$@"
