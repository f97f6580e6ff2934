module signer

go 1.25
