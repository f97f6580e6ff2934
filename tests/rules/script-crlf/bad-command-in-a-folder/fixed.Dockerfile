# bin/start
#!/usr/bin/env python
print("start")
