package mysql

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// connectTimeout ends attempts to connect, unless the URL says otherwise.
const connectTimeout = 30 * time.Second

// parse reads mysql://user:password@host:port/database?options, with the
// option socket for a Unix socket, or a DSN of the driver. The other options
// are the driver's.
func parse(text string) (*mysql.Config, error) {
	config, err := parseDSN(text)
	if err != nil {
		return nil, err
	}
	// Values are converted here, and nothing but a query is ever sent.
	config.ParseTime = false
	config.MultiStatements = false
	config.InterpolateParams = false
	config.AllowAllFiles = false
	config.Logger = &mysql.NopLogger{} // errors are returned, not logged too
	if config.Timeout == 0 {
		config.Timeout = connectTimeout
	}
	return config, nil
}

func parseDSN(text string) (*mysql.Config, error) {
	scheme, _, ok := strings.Cut(text, "://")
	if !ok || strings.ContainsAny(scheme, "@:/(") {
		return mysql.ParseDSN(text)
	}
	if scheme != "mysql" && scheme != "mariadb" {
		return nil, errors.New("not a URL of MySQL")
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	options := u.Query()
	server := "tcp(" + address(u) + ")"
	if socket := options.Get("socket"); socket != "" {
		server = "unix(" + socket + ")"
	}
	options.Del("socket")
	// The driver learns the server at once, since it is whom TLS verifies.
	config, err := mysql.ParseDSN(server + "/?" + options.Encode())
	if err != nil {
		return nil, err
	}
	config.User = u.User.Username()
	config.Passwd, _ = u.User.Password()
	config.DBName = strings.TrimPrefix(u.Path, "/")
	return config, nil
}

func address(u *url.URL) string {
	host, port := u.Hostname(), u.Port()
	if host == "" {
		host = "127.0.0.1"
	}
	if port == "" {
		port = "3306"
	}
	return net.JoinHostPort(host, port)
}
