package testserver

import (
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"strconv"
	"syscall"
)

// terminate asks a server to shut down.
const terminate = syscall.SIGTERM

// account returns the user and group to run a server as, which refuses to run
// as root, and false if there is nothing to change.
func account(name string) (uid, gid int, ok bool) {
	if os.Getuid() != 0 {
		return 0, 0, false
	}
	u, err := user.Lookup(name)
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return 0, 0, false
		}
	}
	uid, _ = strconv.Atoi(u.Uid) // numbers, on Linux
	gid, _ = strconv.Atoi(u.Gid)
	return uid, gid, true
}

func giveTo(name, dir string) error {
	uid, gid, ok := account(name)
	if !ok {
		return nil
	}
	return os.Chown(dir, uid, gid)
}

func runAs(cmd *exec.Cmd, name string) {
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if uid, gid, ok := account(name); ok {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}

// startBound starts a server that dies with this process, however that ends,
// and returns a channel that is closed when the server has ended. The kernel
// binds it to the thread that started it, so that thread stays.
func startBound(cmd *exec.Cmd) (<-chan struct{}, error) {
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT // at once, for both servers
	started, exited := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(exited)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // its log says why it ended
		}
	}()
	return exited, <-started
}
