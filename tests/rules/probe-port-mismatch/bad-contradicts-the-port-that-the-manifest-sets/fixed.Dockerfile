# k8s/frontend.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: frontend
spec:
  template:
    spec:
      containers:
        - name: server
          image: registry.example.org/shop/frontend:v2
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet: {path: /, port: 8080}
          env:
            - name: PORT
              value: "8080"
            - name: CATALOG_ADDR
              value: "catalog:3550"
