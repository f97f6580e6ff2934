@echo off
docker run notes
