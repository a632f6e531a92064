"""What the post office of the tests is told: the settings of Dovecot and of Postfix."""

DOVECOT = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
default_internal_user = dovecot
default_login_user = dovenull
ssl = required
ssl_cert = <{root}/server.pem
ssl_key = <{root}/server.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:~/mail
# As they travel, so that what lies in a mailbox is byte for byte what was sent.
mail_save_crlf = yes
hostname = post.{domain}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/tokens.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {root}/people
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {root}/people
  default_fields = uid=mail gid=mail home={root}/homes/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {root}/sasl {{
    mode = 0666
  }}
}}
service lmtp {{
  unix_listener {root}/lmtp {{
    mode = 0666
  }}
}}
# Who has signed in wrongly is made to wait, which the tests need not see.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""

TOKENS = """
introspection_mode = get
introspection_url = http://127.0.0.1:{tokens}/?token=
username_attribute = email
active_attribute = active
active_value = true
"""

MAIN = """
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
myhostname = post.{domain}
mydomain = {domain}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
alias_maps =
alias_database =
local_recipient_maps =
biff = no
in_flow_delay = 0
smtpd_error_sleep_time = 0
message_size_limit = {largest}
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = static:anybody
virtual_transport = lmtp:unix:{root}/lmtp
default_transport = error:5.4.4 nothing leaves this computer
relay_transport = error:5.4.4 nothing leaves this computer
local_transport = error:5.4.4 nothing leaves this computer
smtpd_tls_chain_files = {root}/server.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {root}/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject
"""

# One port for those who sign in, the same with TLS from the start, and one as a stranger's server
# finds it, which takes messages to the people here and to nobody else.
MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
127.0.0.1:{strangers} inet n - n - - smtpd
  -o smtpd_tls_security_level=may
  -o smtpd_relay_restrictions=reject_unauth_destination
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
