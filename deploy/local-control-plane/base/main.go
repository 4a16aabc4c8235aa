// Base is what a room's image has beside its server on the real local node: those
// programs of a small Linux, on which LiveKit's own image stands, that are asked for
// by name. It does what it is called as: nc, sleep or timeout, with the options that
// are used of them.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

var errUsage = errors.New("called otherwise than is known here")

func main() {
	programs := map[string]func([]string) error{"nc": nc, "sleep": sleep, "timeout": timeout}
	program, known := programs[filepath.Base(os.Args[0])]
	err := errUsage
	if known {
		err = program(os.Args[1:])
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[0], err)
		os.Exit(1)
	}
}

// nc -lk -p PORT -e PROGRAM takes whoever comes and lets them go; nc -z -w SECONDS HOST
// PORT says whether somebody listens there.
func nc(arguments []string) error {
	listens, port, wait, rest := false, "", "0", []string{}
	for at := 0; at < len(arguments); at++ {
		value := func() string {
			at++
			if at < len(arguments) {
				return arguments[at]
			}
			return ""
		}
		switch argument := arguments[at]; {
		case argument == "-p":
			port = value()
		case argument == "-w":
			wait = value()
		case argument == "-e":
			value()
		case strings.HasPrefix(argument, "-"):
			listens = listens || strings.Contains(argument, "l")
		default:
			rest = append(rest, argument)
		}
	}
	if listens {
		return listen(port)
	}
	patience, err := seconds(wait)
	if err != nil || len(rest) != 2 {
		return errUsage
	}
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(rest[0], rest[1]), patience)
	if err != nil {
		return err
	}
	return connection.Close()
}

func listen(port string) error {
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return err
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		connection.Close()
	}
}

func sleep(arguments []string) error {
	if len(arguments) != 1 {
		return errUsage
	}
	pause, err := seconds(arguments[0])
	if err == nil {
		time.Sleep(pause)
	}
	return err
}

// timeout SECONDS PROGRAM [ARGUMENT ...]
func timeout(arguments []string) error {
	if len(arguments) < 2 {
		return errUsage
	}
	patience, err := seconds(arguments[0])
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	program := exec.CommandContext(limited, arguments[1], arguments[2:]...)
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	return program.Run()
}

func seconds(text string) (time.Duration, error) {
	number, err := strconv.Atoi(text)
	return time.Duration(number) * time.Second, err
}
