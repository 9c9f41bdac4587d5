package app

import (
	"path/filepath"

	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/vault"
)

// The variables that name folders, separated as in PATH.
const (
	SecretFilesVariable = "WAYBILL_SECRET_FILES"
	SourceFilesVariable = "WAYBILL_SOURCE_FILES"
)

// reachOf is what the API of a server can have it read of its disk. Nobody
// reads the state and the keys.
func reachOf(o ServerOptions, state string) configuration.Reach {
	r := configuration.Reach{
		SecretFiles: folders(o.SecretFiles, o.Env, SecretFilesVariable),
		SourceFiles: folders(o.SourceFiles, o.Env, SourceFilesVariable),
	}
	if path, _ := o.Env(vault.FileVariable); path != "" {
		r.Denied = append(r.Denied, absolute(path))
	}
	if !inPostgres(state) {
		for _, suffix := range []string{"", "-wal", "-shm", "-journal", "-key"} {
			r.Denied = append(r.Denied, absolute(state)+suffix)
		}
	}
	return r
}

func folders(given []string, env project.Env, variable string) []string {
	if given == nil {
		text, _ := env(variable)
		given = filepath.SplitList(text)
	}
	var all []string
	for _, folder := range given {
		if folder != "" {
			all = append(all, absolute(folder))
		}
	}
	return all
}

// absolute is a path from the folder that the process works in.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path // there is no such folder
}
