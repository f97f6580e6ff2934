module example.com/tool

go 1.24

require golang.org/x/crypto/x509roots/fallback v0.0.0-20250709151236-1cf6bbbb2cf5
