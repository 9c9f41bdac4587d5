package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/vault"
)

// keyFile is where a server keeps the key of a state that is a file, if it was
// given none: beside the state, which goes into no backup with it. "": nowhere,
// as for a state in PostgreSQL, which other machines have to read.
func keyFile(state string) string {
	if inPostgres(state) {
		return ""
	}
	return state + "-key"
}

// withKeyFile is env with the file of the state's own key, where there is one
// and env names no other file.
func withKeyFile(env project.Env, state string) project.Env {
	own := keyFile(state)
	return func(name string) (string, bool) {
		value, ok := env(name)
		if name != vault.FileVariable || value != "" || own == "" {
			return value, ok
		}
		if _, err := os.Stat(own); err != nil {
			return value, ok
		}
		return own, true
	}
}

// openVault opens the secrets of the server's state. If there is neither a key
// nor a secret yet, a first start makes a key, so that people can type secrets
// without a word from whoever runs the machine.
func (s *Server) openVault(ctx context.Context, state string) (*vault.Vault, error) {
	env := withKeyFile(s.options.Env, state)
	keys, err := vault.LoadKeys(env)
	if err != nil {
		return nil, err
	}
	v, err := vault.New(s.State.Office, keys)
	if err == nil {
		err = v.Check(ctx)
	}
	if err != nil || len(keys) > 0 || !s.options.MakeKey || keyFile(state) == "" {
		return v, err
	}
	if err := makeKey(keyFile(state)); err != nil {
		return nil, fmt.Errorf("making a key for secrets: %w", err)
	}
	if s.options.Log != nil {
		s.options.Log.Info("made a key that encrypts secrets: keep a copy of it, apart from the state", slog.String("file", keyFile(state)))
	}
	if keys, err = vault.LoadKeys(env); err != nil {
		return nil, err
	}
	return vault.New(s.State.Office, keys)
}

// makeKey writes a new key into a file that only its owner can read. One that is
// there stays.
func makeKey(path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.WriteString(vault.NewKey().Reveal() + "\n"); err != nil {
		return err
	}
	return f.Sync()
}
