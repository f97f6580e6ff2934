from urllib.request import urlopen

print(urlopen("https://api.github.com/zen").read())
