# entry.sh
#!/bin/sh
exec sleep infinity
