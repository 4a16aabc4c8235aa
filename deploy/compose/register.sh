#!/bin/sh
# Registers the k3s cluster through the API, as an operator would. busybox's wget is what the image has; it speaks no cookies, so a session's
# cookie is passed by hand.
set -eu
api=http://homeroom:8080
kube="kubectl --kubeconfig=/tmp/admin.yaml"

# Tries a command until it works, for two minutes; then shows what it said last.
patiently() {
  tries=0
  until "$@" >/tmp/said 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 120 ]; then
      echo "gave up after two minutes: $*" >&2
      cat /tmp/said >&2
      exit 1
    fi
    sleep 1
  done
}
read_token() { token=$($kube -n homeroom-system get secret homeroom-token -o 'jsonpath={.data.token}') && [ -n "$token" ]; }

sh /compose/kubeconfig.sh </var/lib/rancher/k3s/server/cred/admin.kubeconfig >/tmp/admin.yaml
patiently wget -q -O /dev/null "$api/readyz"
patiently read_token
authority=$($kube -n homeroom-system get secret homeroom-token -o 'jsonpath={.data.ca\.crt}')
token=$(printf %s "$token" | base64 -d)
kubeconfig="{\"apiVersion\":\"v1\",\"kind\":\"Config\",\"current-context\":\"k3s\",\"contexts\":[{\"name\":\"k3s\",\"context\":{\"cluster\":\"k3s\",\"user\":\"homeroom\"}}],\"clusters\":[{\"name\":\"k3s\",\"cluster\":{\"server\":\"https://k3s:6443\",\"certificate-authority-data\":\"$authority\"}}],\"users\":[{\"name\":\"homeroom\",\"user\":{\"token\":\"$token\"}}]}"
quoted=$(printf %s "$kubeconfig" | sed 's/"/\\"/g')

cookie=$(wget -q -S -O /dev/null --header 'Content-Type: application/json' --header 'Sec-Fetch-Site: same-origin' \
  --post-data "{\"email\":\"admin@example.org\",\"password\":\"$(cat /secrets/admin)\"}" "$api/v1/sessions" 2>&1 | sed -n 's/.*[Ss]et-[Cc]ookie: \([^;]*\);.*/\1/p')
if wget -q -O - --header "Cookie: $cookie" "$api/v1/clusters" | grep -q '"name":"k3s"'; then
  echo "the cluster is registered already"
else
  wget -q -O /dev/null --header 'Content-Type: application/json' --header 'Sec-Fetch-Site: same-origin' --header "Cookie: $cookie" \
    --header 'Idempotency-Key: compose-k3s' \
    --post-data "{\"name\":\"k3s\",\"region\":\"local\",\"headroom_percent\":0,\"media_url\":\"ws://{pod_ip}:7880\",\"kubeconfig\":\"$quoted\"}" "$api/v1/clusters"
  echo "the cluster is registered"
fi
echo "http://127.0.0.1:8080/docs   admin@example.org   password: docker compose run --rm --entrypoint cat secrets /secrets/admin"
