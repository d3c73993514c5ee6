function __cairn_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __cairn_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __cairn_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __cairn_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __cairn_parse_tokens -S
    set -l unparsed_tokens (__cairn_tokens -pc)
    switch $unparsed_tokens[1]
    case 'cairn'
        __cairn_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'sync'
            __cairn_parse_subcommand 2 'c/checksum' 'size-only' 'u/update' 'existing' 'ignore-existing' 'n/dry-run' 'delete' 'max-delete=' 'allow-empty-source' 'exclude=+' 'include=+' 'filter=+' 'filter-from=+' 'files-from=' 'exclude-if-present=+' 'exclude-caches' 'x/one-file-system' 'min-size=' 'max-size=' 'min-age=' 'max-age=' 'a/archive' 'l/links' 'p/perms' 't/times' 'o/owner' 'g/group' 'X/xattrs' 'S/sparse' 'storage-class=' 'sse=' 'sse-kms-key-id=' 'metadata=+' 'tag=+' 'content-type=' 'cache-control=' 'j/transfers=' 'part-size=' 'bwlimit=' 'max-duration=' 'max-transfer=' 'state=' 'lock-wait=' 'trust=' 'rehash' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'help'
        case 'plan'
            __cairn_parse_subcommand 2 'c/checksum' 'size-only' 'u/update' 'existing' 'ignore-existing' 'n/dry-run' 'delete' 'max-delete=' 'allow-empty-source' 'exclude=+' 'include=+' 'filter=+' 'filter-from=+' 'files-from=' 'exclude-if-present=+' 'exclude-caches' 'x/one-file-system' 'min-size=' 'max-size=' 'min-age=' 'max-age=' 'a/archive' 'l/links' 'p/perms' 't/times' 'o/owner' 'g/group' 'X/xattrs' 'S/sparse' 'storage-class=' 'sse=' 'sse-kms-key-id=' 'metadata=+' 'tag=+' 'content-type=' 'cache-control=' 'j/transfers=' 'part-size=' 'bwlimit=' 'max-duration=' 'max-transfer=' 'state=' 'lock-wait=' 'trust=' 'rehash' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'out=' 'detailed-exitcode' 'version' 'help'
        case 'apply'
            __cairn_parse_subcommand 1 'shard=' 'j/transfers=' 'part-size=' 'bwlimit=' 'max-duration=' 'max-transfer=' 'state=' 'lock-wait=' 'trust=' 'rehash' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'help'
        case 'verify'
            __cairn_parse_subcommand 2 'c/checksum' 'size-only' 'u/update' 'existing' 'ignore-existing' 'n/dry-run' 'delete' 'max-delete=' 'allow-empty-source' 'exclude=+' 'include=+' 'filter=+' 'filter-from=+' 'files-from=' 'exclude-if-present=+' 'exclude-caches' 'x/one-file-system' 'min-size=' 'max-size=' 'min-age=' 'max-age=' 'a/archive' 'l/links' 'p/perms' 't/times' 'o/owner' 'g/group' 'X/xattrs' 'S/sparse' 'storage-class=' 'sse=' 'sse-kms-key-id=' 'metadata=+' 'tag=+' 'content-type=' 'cache-control=' 'j/transfers=' 'part-size=' 'bwlimit=' 'max-duration=' 'max-transfer=' 'state=' 'lock-wait=' 'trust=' 'rehash' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'one-way' 'version' 'help'
        case 'ls'
            __cairn_parse_subcommand 1 'r/recursive' 'h/human' '1/names' '0/null' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'help'
        case 'cp'
            __cairn_parse_subcommand -r 1 'r/recursive' 'n/dry-run' 'no-clobber' 'version-id=' 'exclude=+' 'include=+' 'filter=+' 'filter-from=+' 'files-from=' 'exclude-if-present=+' 'exclude-caches' 'x/one-file-system' 'min-size=' 'max-size=' 'min-age=' 'max-age=' 'a/archive' 'l/links' 'p/perms' 't/times' 'o/owner' 'g/group' 'X/xattrs' 'S/sparse' 'storage-class=' 'sse=' 'sse-kms-key-id=' 'metadata=+' 'tag=+' 'content-type=' 'cache-control=' 'j/transfers=' 'part-size=' 'bwlimit=' 'max-duration=' 'max-transfer=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'help'
        case 'mv'
            __cairn_parse_subcommand -r 1 'r/recursive' 'n/dry-run' 'no-clobber' 'a/archive' 'l/links' 'p/perms' 't/times' 'o/owner' 'g/group' 'X/xattrs' 'S/sparse' 'storage-class=' 'sse=' 'sse-kms-key-id=' 'metadata=+' 'tag=+' 'content-type=' 'cache-control=' 'j/transfers=' 'part-size=' 'bwlimit=' 'max-duration=' 'max-transfer=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'help'
        case 'rm'
            __cairn_parse_subcommand -r 1 'r/recursive' 'whole-bucket' 'n/dry-run' 'version-id=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
        case 'cat'
            __cairn_parse_subcommand -r 1 'range=' 'version-id=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'version' 'h/help'
        case 'du'
            __cairn_parse_subcommand 1 'd/depth=' 'h/human' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'help'
        case 'stat'
            __cairn_parse_subcommand -r 1 'version-id=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
        case 'presign'
            __cairn_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'get'
                __cairn_parse_subcommand 1 'version-id=' 'expires=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'version' 'h/help'
            case 'put'
                __cairn_parse_subcommand 1 'content-type=' 'expires=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'version' 'h/help'
            end
        case 'uploads'
            __cairn_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __cairn_parse_subcommand 1 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            case 'abort'
                __cairn_parse_subcommand 1 'upload-id=' 'older-than=' 'n/dry-run' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            end
        case 'bucket'
            __cairn_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'create'
                __cairn_parse_subcommand -r 1 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            case 'list'
                __cairn_parse_subcommand 1 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            case 'remove'
                __cairn_parse_subcommand -r 1 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            end
        case 'serve'
            __cairn_parse_subcommand 1 'listen=' 'region=' 'allow-plain-network' 'drain=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
        case 'job'
            __cairn_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'run'
                __cairn_parse_subcommand -r 2 'config=' 'version' 'h/help'
            case 'list'
                __cairn_parse_subcommand 0 'json' 'config=' 'version' 'h/help'
            end
        case 'state'
            __cairn_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'show'
                __cairn_parse_subcommand 2 'state=' 'lock-wait=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'runs=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            case 'rebuild'
                __cairn_parse_subcommand 2 'state=' 'lock-wait=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            case 'vacuum'
                __cairn_parse_subcommand 2 'state=' 'lock-wait=' 'profile=' 'region=' 'endpoint-url=' 'no-sign-request' 'ca-bundle=' 'addressing=' 'max-attempts=' 'config=' 'json' 'progress=' 'v/verbose' 'q/quiet' 'log-file=' 'version' 'h/help'
            end
        case 'help'
            __cairn_parse_subcommand -r 1 'version'
        end
    end
end

function __cairn_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __cairn_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __cairn_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __cairn_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__cairn_tokens -p)
    if test -z "$(__cairn_tokens -t)"
        set -l index (count (__cairn_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'cairn' -f
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'sync' -d 'Make a target equal to a source.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'plan' -d 'Say what sync would do, and write it to a file for apply.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'apply' -d 'Carry out a plan that \'cairn plan --out\' wrote.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'verify' -d 'Compare the contents of two trees; change nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'ls' -d 'List objects, or buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'cp' -d 'Copy objects and files: up, down, and between buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'mv' -d 'Copy objects and files, and delete each source once its copy is there.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'rm' -d 'Delete objects, or with -r everything below a folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'cat' -d 'Write objects to standard output, one after the other.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'du' -d 'Add up what lies below a bucket or folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'stat' -d 'Show what the endpoint says of objects: size, times, checksums, headers, metadata.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'presign' -d 'Print URLs that work without credentials for a while.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'uploads' -d 'List and abort multipart uploads that were never finished.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'bucket' -d 'Create, list and remove buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'serve' -d 'Serve S3 from a folder of this machine.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'job' -d 'Run and list the jobs of the configuration file.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'state' -d 'Look at, rebuild or shrink what earlier runs saw.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" c checksum' -l 'checksum' -s 'c' -d 'Compare contents, whatever sizes and times say.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" size-only' -l 'size-only' -d 'Files of equal size are equal.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" u update' -l 'update' -s 'u' -d 'Leave alone what is newer at the target.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" existing' -l 'existing' -d 'Only update what the target has; create nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" ignore-existing' -l 'ignore-existing' -d 'Only create what the target does not have; update nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" dry-run n' -s 'n' -l 'dry-run' -d 'Print what would be done, and do nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" delete' -l 'delete' -d 'Delete from the target what the source does not have.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" max-delete' -l 'max-delete' -d 'Refuse to delete more than this many items, or this share of the target (default: 1000 or 25%).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" allow-empty-source' -l 'allow-empty-source' -d 'Allow a run with --delete whose source is empty.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'exclude' -d 'Leave out what matches (rsync pattern; first match wins).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'include' -d 'Take what matches, even if a later rule leaves it out.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'filter' -d 'A rule in rsync\'s form: \'- pattern\' or \'+ pattern\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'filter-from' -d 'Rules from a file, one a line.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" files-from' -l 'files-from' -d 'Only the paths in this file, one a line; \'-\' for standard input.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'exclude-if-present' -d 'Leave out folders that hold a file of this name.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" exclude-caches' -l 'exclude-caches' -d 'Leave out folders that a CACHEDIR.TAG marks as caches.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" one-file-system x' -s 'x' -l 'one-file-system' -d 'Stay on the file system of the source folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" min-size' -l 'min-size' -d 'Only files of at least this size (500, 64KiB, 2GB).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" max-size' -l 'max-size' -d 'Only files of at most this size.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" min-age' -l 'min-age' -d 'Only files unchanged for at least this long (90s, 10m, 3h, 2d, 1w).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" max-age' -l 'max-age' -d 'Only files changed within this time.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" a archive' -s 'a' -l 'archive' -d 'Archive: the same as -lptogX.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" l links' -s 'l' -l 'links' -d 'Keep symbolic links as links.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" p perms' -s 'p' -l 'perms' -d 'Keep permissions.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" t times' -s 't' -l 'times' -d 'Keep modification times.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" o owner' -s 'o' -l 'owner' -d 'Keep the owner.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" g group' -s 'g' -l 'group' -d 'Keep the group.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" X xattrs' -s 'X' -l 'xattrs' -d 'Keep extended attributes.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" S sparse' -s 'S' -l 'sparse' -d 'Write holes where files have long runs of zeros.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" storage-class' -l 'storage-class' -d 'Storage class of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" sse' -l 'sse' -d 'Server-side encryption: AES256 or aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" sse-kms-key-id' -l 'sse-kms-key-id' -d 'Key for aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'metadata' -d 'User metadata of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'tag' -d 'Tag of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" content-type' -l 'content-type' -d 'Content-Type (default: guessed from the name).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" cache-control' -l 'cache-control' -d 'Cache-Control of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" j transfers' -s 'j' -l 'transfers' -d 'Transfers at once (default: adaptive).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" part-size' -l 'part-size' -d 'Size of the parts of large objects (default: 16MiB, more for huge ones).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" bwlimit' -l 'bwlimit' -d 'Bytes a second that all transfers share: 10M, or a timetable \'08:00,512K 23:00,off\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" max-duration' -l 'max-duration' -d 'Start nothing new after this time; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" max-transfer' -l 'max-transfer' -d 'Start nothing new after this many bytes; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" state' -l 'state' -d 'State database of this pair of trees, or \'none\' (default: chosen by Cairn).' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" lock-wait' -l 'lock-wait' -d 'Wait this long for another run of the same pair to end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" trust' -l 'trust' -d 'What proves that the target is unchanged: state (no request), list (default), none (reads both).' -rfka 'state list none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" rehash' -l 'rehash' -d 'Read every file again, whatever the state database says.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn sync" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" c checksum' -l 'checksum' -s 'c' -d 'Compare contents, whatever sizes and times say.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" size-only' -l 'size-only' -d 'Files of equal size are equal.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" u update' -l 'update' -s 'u' -d 'Leave alone what is newer at the target.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" existing' -l 'existing' -d 'Only update what the target has; create nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" ignore-existing' -l 'ignore-existing' -d 'Only create what the target does not have; update nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" dry-run n' -s 'n' -l 'dry-run' -d 'Print what would be done, and do nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" delete' -l 'delete' -d 'Delete from the target what the source does not have.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" max-delete' -l 'max-delete' -d 'Refuse to delete more than this many items, or this share of the target (default: 1000 or 25%).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" allow-empty-source' -l 'allow-empty-source' -d 'Allow a run with --delete whose source is empty.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'exclude' -d 'Leave out what matches (rsync pattern; first match wins).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'include' -d 'Take what matches, even if a later rule leaves it out.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'filter' -d 'A rule in rsync\'s form: \'- pattern\' or \'+ pattern\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'filter-from' -d 'Rules from a file, one a line.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" files-from' -l 'files-from' -d 'Only the paths in this file, one a line; \'-\' for standard input.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'exclude-if-present' -d 'Leave out folders that hold a file of this name.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" exclude-caches' -l 'exclude-caches' -d 'Leave out folders that a CACHEDIR.TAG marks as caches.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" one-file-system x' -s 'x' -l 'one-file-system' -d 'Stay on the file system of the source folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" min-size' -l 'min-size' -d 'Only files of at least this size (500, 64KiB, 2GB).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" max-size' -l 'max-size' -d 'Only files of at most this size.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" min-age' -l 'min-age' -d 'Only files unchanged for at least this long (90s, 10m, 3h, 2d, 1w).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" max-age' -l 'max-age' -d 'Only files changed within this time.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" a archive' -s 'a' -l 'archive' -d 'Archive: the same as -lptogX.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" l links' -s 'l' -l 'links' -d 'Keep symbolic links as links.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" p perms' -s 'p' -l 'perms' -d 'Keep permissions.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" t times' -s 't' -l 'times' -d 'Keep modification times.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" o owner' -s 'o' -l 'owner' -d 'Keep the owner.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" g group' -s 'g' -l 'group' -d 'Keep the group.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" X xattrs' -s 'X' -l 'xattrs' -d 'Keep extended attributes.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" S sparse' -s 'S' -l 'sparse' -d 'Write holes where files have long runs of zeros.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" storage-class' -l 'storage-class' -d 'Storage class of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" sse' -l 'sse' -d 'Server-side encryption: AES256 or aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" sse-kms-key-id' -l 'sse-kms-key-id' -d 'Key for aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'metadata' -d 'User metadata of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'tag' -d 'Tag of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" content-type' -l 'content-type' -d 'Content-Type (default: guessed from the name).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" cache-control' -l 'cache-control' -d 'Cache-Control of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" j transfers' -s 'j' -l 'transfers' -d 'Transfers at once (default: adaptive).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" part-size' -l 'part-size' -d 'Size of the parts of large objects (default: 16MiB, more for huge ones).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" bwlimit' -l 'bwlimit' -d 'Bytes a second that all transfers share: 10M, or a timetable \'08:00,512K 23:00,off\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" max-duration' -l 'max-duration' -d 'Start nothing new after this time; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" max-transfer' -l 'max-transfer' -d 'Start nothing new after this many bytes; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" state' -l 'state' -d 'State database of this pair of trees, or \'none\' (default: chosen by Cairn).' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" lock-wait' -l 'lock-wait' -d 'Wait this long for another run of the same pair to end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" trust' -l 'trust' -d 'What proves that the target is unchanged: state (no request), list (default), none (reads both).' -rfka 'state list none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" rehash' -l 'rehash' -d 'Read every file again, whatever the state database says.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" out' -l 'out' -d 'Write the plan to this file.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" detailed-exitcode' -l 'detailed-exitcode' -d 'Exit 20 when there is something to do.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn plan" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn apply" -eq 1' -F
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" shard' -l 'shard' -d 'Do only part I of N (0/4 to 3/4).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" j transfers' -s 'j' -l 'transfers' -d 'Transfers at once (default: adaptive).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" part-size' -l 'part-size' -d 'Size of the parts of large objects (default: 16MiB, more for huge ones).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" bwlimit' -l 'bwlimit' -d 'Bytes a second that all transfers share: 10M, or a timetable \'08:00,512K 23:00,off\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" max-duration' -l 'max-duration' -d 'Start nothing new after this time; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" max-transfer' -l 'max-transfer' -d 'Start nothing new after this many bytes; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" state' -l 'state' -d 'State database of this pair of trees, or \'none\' (default: chosen by Cairn).' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" lock-wait' -l 'lock-wait' -d 'Wait this long for another run of the same pair to end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" trust' -l 'trust' -d 'What proves that the target is unchanged: state (no request), list (default), none (reads both).' -rfka 'state list none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" rehash' -l 'rehash' -d 'Read every file again, whatever the state database says.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn apply" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" c checksum' -l 'checksum' -s 'c' -d 'Compare contents, whatever sizes and times say.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" size-only' -l 'size-only' -d 'Files of equal size are equal.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" u update' -l 'update' -s 'u' -d 'Leave alone what is newer at the target.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" existing' -l 'existing' -d 'Only update what the target has; create nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" ignore-existing' -l 'ignore-existing' -d 'Only create what the target does not have; update nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" dry-run n' -s 'n' -l 'dry-run' -d 'Print what would be done, and do nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" delete' -l 'delete' -d 'Delete from the target what the source does not have.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" max-delete' -l 'max-delete' -d 'Refuse to delete more than this many items, or this share of the target (default: 1000 or 25%).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" allow-empty-source' -l 'allow-empty-source' -d 'Allow a run with --delete whose source is empty.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'exclude' -d 'Leave out what matches (rsync pattern; first match wins).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'include' -d 'Take what matches, even if a later rule leaves it out.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'filter' -d 'A rule in rsync\'s form: \'- pattern\' or \'+ pattern\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'filter-from' -d 'Rules from a file, one a line.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" files-from' -l 'files-from' -d 'Only the paths in this file, one a line; \'-\' for standard input.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'exclude-if-present' -d 'Leave out folders that hold a file of this name.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" exclude-caches' -l 'exclude-caches' -d 'Leave out folders that a CACHEDIR.TAG marks as caches.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" one-file-system x' -s 'x' -l 'one-file-system' -d 'Stay on the file system of the source folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" min-size' -l 'min-size' -d 'Only files of at least this size (500, 64KiB, 2GB).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" max-size' -l 'max-size' -d 'Only files of at most this size.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" min-age' -l 'min-age' -d 'Only files unchanged for at least this long (90s, 10m, 3h, 2d, 1w).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" max-age' -l 'max-age' -d 'Only files changed within this time.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" a archive' -s 'a' -l 'archive' -d 'Archive: the same as -lptogX.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" l links' -s 'l' -l 'links' -d 'Keep symbolic links as links.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" p perms' -s 'p' -l 'perms' -d 'Keep permissions.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" t times' -s 't' -l 'times' -d 'Keep modification times.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" o owner' -s 'o' -l 'owner' -d 'Keep the owner.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" g group' -s 'g' -l 'group' -d 'Keep the group.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" X xattrs' -s 'X' -l 'xattrs' -d 'Keep extended attributes.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" S sparse' -s 'S' -l 'sparse' -d 'Write holes where files have long runs of zeros.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" storage-class' -l 'storage-class' -d 'Storage class of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" sse' -l 'sse' -d 'Server-side encryption: AES256 or aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" sse-kms-key-id' -l 'sse-kms-key-id' -d 'Key for aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'metadata' -d 'User metadata of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'tag' -d 'Tag of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" content-type' -l 'content-type' -d 'Content-Type (default: guessed from the name).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" cache-control' -l 'cache-control' -d 'Cache-Control of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" j transfers' -s 'j' -l 'transfers' -d 'Transfers at once (default: adaptive).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" part-size' -l 'part-size' -d 'Size of the parts of large objects (default: 16MiB, more for huge ones).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" bwlimit' -l 'bwlimit' -d 'Bytes a second that all transfers share: 10M, or a timetable \'08:00,512K 23:00,off\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" max-duration' -l 'max-duration' -d 'Start nothing new after this time; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" max-transfer' -l 'max-transfer' -d 'Start nothing new after this many bytes; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" state' -l 'state' -d 'State database of this pair of trees, or \'none\' (default: chosen by Cairn).' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" lock-wait' -l 'lock-wait' -d 'Wait this long for another run of the same pair to end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" trust' -l 'trust' -d 'What proves that the target is unchanged: state (no request), list (default), none (reads both).' -rfka 'state list none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" rehash' -l 'rehash' -d 'Read every file again, whatever the state database says.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" one-way' -l 'one-way' -d 'Objects and files that only the target has are no difference.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn verify" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" r recursive' -l 'recursive' -s 'r' -d 'List everything below the folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" h human' -s 'h' -l 'human' -d 'Sizes in KiB, MiB and so on.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" 1 names' -s '1' -l 'names' -d 'Names only, one a line.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" 0 null' -s '0' -l 'null' -d 'Names only, unescaped, each ending in a NUL byte.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn ls" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" r recursive' -l 'recursive' -s 'r' -d 'Copy the contents of a folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" dry-run n' -s 'n' -l 'dry-run' -d 'Print what would be copied, and do nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" no-clobber' -l 'no-clobber' -d 'Fail rather than replace what is there; with -r leave it alone.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" version-id' -l 'version-id' -d 'Version of the source object.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'exclude' -d 'Leave out what matches (rsync pattern; first match wins).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'include' -d 'Take what matches, even if a later rule leaves it out.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'filter' -d 'A rule in rsync\'s form: \'- pattern\' or \'+ pattern\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'filter-from' -d 'Rules from a file, one a line.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" files-from' -l 'files-from' -d 'Only the paths in this file, one a line; \'-\' for standard input.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'exclude-if-present' -d 'Leave out folders that hold a file of this name.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" exclude-caches' -l 'exclude-caches' -d 'Leave out folders that a CACHEDIR.TAG marks as caches.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" one-file-system x' -s 'x' -l 'one-file-system' -d 'Stay on the file system of the source folder.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" min-size' -l 'min-size' -d 'Only files of at least this size (500, 64KiB, 2GB).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" max-size' -l 'max-size' -d 'Only files of at most this size.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" min-age' -l 'min-age' -d 'Only files unchanged for at least this long (90s, 10m, 3h, 2d, 1w).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" max-age' -l 'max-age' -d 'Only files changed within this time.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" a archive' -s 'a' -l 'archive' -d 'Archive: the same as -lptogX.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" l links' -s 'l' -l 'links' -d 'Keep symbolic links as links.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" p perms' -s 'p' -l 'perms' -d 'Keep permissions.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" t times' -s 't' -l 'times' -d 'Keep modification times.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" o owner' -s 'o' -l 'owner' -d 'Keep the owner.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" g group' -s 'g' -l 'group' -d 'Keep the group.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" X xattrs' -s 'X' -l 'xattrs' -d 'Keep extended attributes.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" S sparse' -s 'S' -l 'sparse' -d 'Write holes where files have long runs of zeros.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" storage-class' -l 'storage-class' -d 'Storage class of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" sse' -l 'sse' -d 'Server-side encryption: AES256 or aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" sse-kms-key-id' -l 'sse-kms-key-id' -d 'Key for aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'metadata' -d 'User metadata of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'tag' -d 'Tag of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" content-type' -l 'content-type' -d 'Content-Type (default: guessed from the name).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" cache-control' -l 'cache-control' -d 'Cache-Control of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" j transfers' -s 'j' -l 'transfers' -d 'Transfers at once (default: adaptive).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" part-size' -l 'part-size' -d 'Size of the parts of large objects (default: 16MiB, more for huge ones).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" bwlimit' -l 'bwlimit' -d 'Bytes a second that all transfers share: 10M, or a timetable \'08:00,512K 23:00,off\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" max-duration' -l 'max-duration' -d 'Start nothing new after this time; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" max-transfer' -l 'max-transfer' -d 'Start nothing new after this many bytes; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cp" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" r recursive' -l 'recursive' -s 'r' -d 'Move everything below a folder of a bucket.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" dry-run n' -s 'n' -l 'dry-run' -d 'Print what would be moved, and do nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" no-clobber' -l 'no-clobber' -d 'Fail rather than replace what is there.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" a archive' -s 'a' -l 'archive' -d 'Archive: the same as -lptogX.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" l links' -s 'l' -l 'links' -d 'Keep symbolic links as links.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" p perms' -s 'p' -l 'perms' -d 'Keep permissions.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" t times' -s 't' -l 'times' -d 'Keep modification times.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" o owner' -s 'o' -l 'owner' -d 'Keep the owner.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" g group' -s 'g' -l 'group' -d 'Keep the group.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" X xattrs' -s 'X' -l 'xattrs' -d 'Keep extended attributes.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" S sparse' -s 'S' -l 'sparse' -d 'Write holes where files have long runs of zeros.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" storage-class' -l 'storage-class' -d 'Storage class of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" sse' -l 'sse' -d 'Server-side encryption: AES256 or aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" sse-kms-key-id' -l 'sse-kms-key-id' -d 'Key for aws:kms.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv"' -l 'metadata' -d 'User metadata of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv"' -l 'tag' -d 'Tag of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" content-type' -l 'content-type' -d 'Content-Type (default: guessed from the name).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" cache-control' -l 'cache-control' -d 'Cache-Control of new objects.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" j transfers' -s 'j' -l 'transfers' -d 'Transfers at once (default: adaptive).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" part-size' -l 'part-size' -d 'Size of the parts of large objects (default: 16MiB, more for huge ones).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" bwlimit' -l 'bwlimit' -d 'Bytes a second that all transfers share: 10M, or a timetable \'08:00,512K 23:00,off\'.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" max-duration' -l 'max-duration' -d 'Start nothing new after this time; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" max-transfer' -l 'max-transfer' -d 'Start nothing new after this many bytes; exit 8.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn mv" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" r recursive' -l 'recursive' -s 'r' -d 'Delete everything below the folders.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" whole-bucket' -l 'whole-bucket' -d 'Allow -r of a whole bucket.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" dry-run n' -s 'n' -l 'dry-run' -d 'Print what would be deleted, and do nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" version-id' -l 'version-id' -d 'Version to delete for good.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn rm" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" range' -l 'range' -d 'Only these bytes, counted from 0, both ends included: 0-99.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" version-id' -l 'version-id' -d 'Version of the object.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn cat" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" d depth' -s 'd' -l 'depth' -d 'Levels of folders to show.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" h human' -s 'h' -l 'human' -d 'Sizes in KiB, MiB and so on.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn du" help' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" version-id' -l 'version-id' -d 'Version of the object.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn stat" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn presign" -eq 1' -fa 'get' -d 'A URL to download an object.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn presign" -eq 1' -fa 'put' -d 'A URL to upload an object.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" version-id' -l 'version-id' -d 'Version of the object.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" expires' -l 'expires' -d 'How long the URL works, at most 7d.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign get" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" content-type' -l 'content-type' -d 'Content-Type that the upload must send.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" expires' -l 'expires' -d 'How long the URL works, at most 7d.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn presign put" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn uploads" -eq 1' -fa 'list' -d 'List open uploads: when they began, their id and key.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn uploads" -eq 1' -fa 'abort' -d 'Abort open uploads and free the space of their parts.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" upload-id' -l 'upload-id' -d 'The one upload to abort.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" older-than' -l 'older-than' -d 'Only uploads that began longer ago than this.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" dry-run n' -s 'n' -l 'dry-run' -d 'Print what would be aborted, and do nothing.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn uploads abort" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn bucket" -eq 1' -fa 'create' -d 'Create buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn bucket" -eq 1' -fa 'list' -d 'List the buckets of an endpoint.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn bucket" -eq 1' -fa 'remove' -d 'Remove empty buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket create" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn bucket remove" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn serve" -eq 1' -fa '(__cairn_complete_directories)'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" listen' -l 'listen' -d 'Address and port; port 0 takes a free one.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" region' -l 'region' -d 'Region that requests must be signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" allow-plain-network' -l 'allow-plain-network' -d 'Listen beyond this machine although the daemon speaks no TLS: only behind a proxy that does, or in a network that you trust.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" drain' -l 'drain' -d 'How long requests under way may take at the end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn serve" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn job" -eq 1' -fa 'run' -d 'Run one job.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn job" -eq 1' -fa 'list' -d 'List the jobs: name and the command line that each stands for.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job run" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job run" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job list" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job list" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job list" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn job list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn state" -eq 1' -fa 'show' -d 'Show what is known of a pair of trees, its open uploads and its last runs.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn state" -eq 1' -fa 'rebuild' -d 'Forget what is known of a pair, so that the next run looks at everything anew.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_positional "cairn state" -eq 1' -fa 'vacuum' -d 'Give the unused space of a state database back.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" state' -l 'state' -d 'State database of the pair (default: chosen by Cairn).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" lock-wait' -l 'lock-wait' -d 'Wait this long for a run of the pair to end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" runs' -l 'runs' -d 'How many of the last runs to show.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" state' -l 'state' -d 'State database of the pair (default: chosen by Cairn).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" lock-wait' -l 'lock-wait' -d 'Wait this long for a run of the pair to end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state rebuild" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" state' -l 'state' -d 'State database of the pair (default: chosen by Cairn).' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" lock-wait' -l 'lock-wait' -d 'Wait this long for a run of the pair to end.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" profile' -l 'profile' -d 'Profile of the AWS configuration and credentials files.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" region' -l 'region' -d 'Region that requests are signed for.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" endpoint-url' -l 'endpoint-url' -d 'Endpoint to talk to instead of Amazon S3.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" no-sign-request' -l 'no-sign-request' -d 'Send requests without a signature, for public buckets.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" ca-bundle' -l 'ca-bundle' -d 'PEM file of the authorities to trust.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" addressing' -l 'addressing' -d 'How the bucket is named to the endpoint: auto (default), path or virtual.' -rfka 'auto path virtual'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" max-attempts' -l 'max-attempts' -d 'Attempts per request before it counts as failed, the first one included.' -rfka ''
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" config' -l 'config' -d 'Configuration file with remotes and jobs.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" json' -l 'json' -d 'Print one JSON record a line instead of text.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" progress' -l 'progress' -d 'Progress display: auto, tty, plain or none.' -rfka 'auto tty plain none'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum"' -l 'verbose' -s 'v' -d 'Name each item; twice: also each decision and its reason.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" log-file' -l 'log-file' -d 'Append messages to this file as well.' -rF
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" version' -l 'version' -d 'Show the version.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn state vacuum" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'cairn' -n '__cairn_should_offer_completions_for_flags_or_options "cairn help" version' -l 'version' -d 'Show the version.'
