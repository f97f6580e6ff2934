#!/usr/bin/perl
print "report\n";
