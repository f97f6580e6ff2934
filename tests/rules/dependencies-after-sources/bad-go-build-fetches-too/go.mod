module example.com/till

go 1.25

require example.com/bell v1.0.0
