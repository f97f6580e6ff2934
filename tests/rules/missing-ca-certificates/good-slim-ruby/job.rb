require "net/http"

puts Net::HTTP.get(URI("https://api.github.com/zen"))
