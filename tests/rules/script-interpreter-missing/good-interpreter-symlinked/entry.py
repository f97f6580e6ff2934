#!/opt/python
print("run")
