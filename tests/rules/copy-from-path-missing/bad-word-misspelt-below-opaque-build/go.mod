module example.org/metrics-agent

go 1.23
