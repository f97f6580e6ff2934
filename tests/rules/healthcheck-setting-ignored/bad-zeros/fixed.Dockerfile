FROM nginx:1.29
HEALTHCHECK --timeout=0 --retries=0 --start-period=0s CMD ["nginx", "-t"]
