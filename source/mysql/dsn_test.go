package mysql

import (
	"testing"

	"github.com/go-sql-driver/mysql"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url, user, password, network, address, database, verified string
	}{
		{"mysql://ann:p%40ss%2F@db.example.com:3307/shop?tls=true", "ann", "p@ss/", "tcp", "db.example.com:3307", "shop", "db.example.com"},
		{"mariadb://ann@db.example.com/shop", "ann", "", "tcp", "db.example.com:3306", "shop", ""},
		{"mysql://ann@[::1]:3307/shop", "ann", "", "tcp", "[::1]:3307", "shop", ""},
		{"mysql://ann@localhost/my%20shop?socket=/run/my.sock", "ann", "", "unix", "/run/my.sock", "my shop", ""},
		{"ann:p@ss@tcp(db.example.com:3306)/shop?tls=true", "ann", "p@ss", "tcp", "db.example.com:3306", "shop", "db.example.com"},
	}
	for _, test := range tests {
		c, err := parse(test.url)
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		got := [...]string{c.User, c.Passwd, c.Net, c.Addr, c.DBName}
		if want := [...]string{test.user, test.password, test.network, test.address, test.database}; got != want {
			t.Errorf("%s: got %q, want %q", test.url, got, want)
		}
		if verified := verifiedName(c); verified != test.verified {
			t.Errorf("%s: TLS verifies %q, want %q", test.url, verified, test.verified)
		}
	}
}

func verifiedName(c *mysql.Config) string {
	if c.TLS == nil {
		return ""
	}
	return c.TLS.ServerName
}

// Options that would loosen what a query can do, or change how values look, do
// not pass.
func TestParseKeepsToReading(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"mysql://ann@db/shop?multiStatements=true&parseTime=true&allowAllFiles=true",
		"ann@tcp(db)/shop?multiStatements=true&parseTime=true&allowAllFiles=true",
	} {
		c, err := parse(url)
		if err != nil {
			t.Fatal(err)
		}
		if c.MultiStatements || c.ParseTime || c.AllowAllFiles {
			t.Errorf("%s: got %+v", url, c)
		}
	}
	if _, err := parse("postgres://ann@db/shop"); err == nil {
		t.Error("a URL of PostgreSQL was taken")
	}
}
