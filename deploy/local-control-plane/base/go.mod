module homeroom.dev/local-control-plane/base

go 1.26.0
