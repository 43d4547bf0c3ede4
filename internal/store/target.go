package store

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Limits on one command, so that a Redis that hangs never holds a chat answer for seconds.
const (
	dialTimeout = 500 * time.Millisecond
	ioTimeout   = 500 * time.Millisecond
)

// parseTarget reads REDIS_URL. How the servers stand together is said by the scheme and never guessed, because one address of a cluster looks like
// a single server until the first command fails:
//
//	redis://user:password@host:6379/0                       one server
//	redis-sentinel://host:26379,host:26379/0?master=name    the master the sentinels name
//	redis-cluster://host:6379,host:6379                     a cluster
//
// The schemes rediss, rediss-sentinel and rediss-cluster use TLS. No error repeats what was written: without its scheme, or with a slash in it, a password is read as something else.
func parseTarget(target string) (*redis.UniversalOptions, error) {
	scheme, _, _ := strings.Cut(target, "://")
	u, err := url.Parse(target)
	if err != nil {
		return nil, errors.New("read REDIS_URL: not an address such as redis://localhost:6379/0")
	}
	if u.Host == "" {
		return nil, errors.New("read REDIS_URL: no host; write redis://host:port")
	}
	o := &redis.UniversalOptions{
		Addrs: strings.Split(u.Host, ","), Username: u.User.Username(), ContextTimeoutEnabled: true,
		DialTimeout: dialTimeout, ReadTimeout: ioTimeout, WriteTimeout: ioTimeout, DialerRetries: 1, MaxRetries: 1,
	}
	o.Password, _ = u.User.Password()
	if err := database(u.Path, &o.DB); err != nil {
		return nil, err
	}
	if strings.HasPrefix(scheme, "rediss") {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	switch strings.Replace(scheme, "rediss", "redis", 1) {
	case "redis":
		if len(o.Addrs) > 1 {
			return nil, errors.New("read REDIS_URL: several hosts need redis-sentinel:// or redis-cluster://")
		}
	case "redis-sentinel":
		o.MasterName = u.Query().Get("master")
		o.SentinelUsername, o.SentinelPassword = u.Query().Get("sentinel_username"), u.Query().Get("sentinel_password")
		if o.MasterName == "" {
			return nil, errors.New("read REDIS_URL: redis-sentinel:// needs ?master=name")
		}
	case "redis-cluster":
		o.IsClusterMode = true
		if o.DB != 0 {
			return nil, errors.New("read REDIS_URL: a cluster has only database 0")
		}
	default:
		return nil, errors.New("read REDIS_URL: its scheme is not redis, redis-sentinel or redis-cluster (rediss… with TLS)")
	}
	return o, nil
}

func database(path string, db *int) error {
	path = strings.Trim(path, "/")
	if path == "" {
		return nil
	}
	if _, err := fmt.Sscanf(path, "%d", db); err != nil || fmt.Sprint(*db) != path {
		return errors.New("read REDIS_URL: the database after the last slash is not a number; a slash in a password is written %2F")
	}
	return nil
}
