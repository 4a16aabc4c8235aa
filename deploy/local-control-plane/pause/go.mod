module homeroom.dev/local-control-plane/pause

go 1.26.0
