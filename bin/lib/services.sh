# Sourced after setup.sh: the programs that the tests start. What Debian has is installed when we are root there;
# elsewhere wheels carry PostgreSQL, Redis and ffmpeg, and a test that finds no Chromium or nginx says so.
# shellcheck shell=sh

has_postgres() { have postgres || [ -n "$(find /usr/lib/postgresql -name initdb 2>/dev/null)" ]; }

has_chromium() { have chromium || have chromium-browser || have google-chrome || have google-chrome-stable; }

has_chinese_font() { [ -n "$(find /usr/share/fonts -name 'NotoSansCJK*' 2>/dev/null)" ]; }

has_nginx() { have nginx || [ -x /usr/sbin/nginx ]; }

has_nginx_rtmp() { [ -e /usr/lib/nginx/modules/ngx_rtmp_module.so ]; }

use_services() {
  "$ROOT/bin/lib/install-s3-server"
  is_debian_root || return 0
  services_wanted=""
  have ffmpeg || services_wanted="$services_wanted ffmpeg"
  have bwrap || services_wanted="$services_wanted bubblewrap"
  has_postgres || services_wanted="$services_wanted postgresql"
  have redis-server || services_wanted="$services_wanted redis-server"
  has_nginx || services_wanted="$services_wanted nginx"
  has_nginx_rtmp || services_wanted="$services_wanted libnginx-mod-rtmp"
  has_chromium || services_wanted="$services_wanted chromium"
  has_chinese_font || services_wanted="$services_wanted fonts-noto-cjk"
  # shellcheck disable=SC2086  # several packages are meant
  [ -z "$services_wanted" ] || apt_install $services_wanted
}
