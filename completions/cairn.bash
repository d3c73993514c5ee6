#!/bin/bash

__cairn_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__cairn_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__cairn_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__cairn_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_cairn() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    sync|plan|apply|verify|ls|cp|mv|rm|cat|du|stat|presign|uploads|snapshot|bucket|lifecycle|versions|policy|serve|key|scrub|doctor|job|state|help)
        # Offer subcommand argument completions
        "_cairn_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'sync plan apply verify ls cp mv rm cat du stat presign uploads snapshot bucket lifecycle versions policy serve key scrub doctor job state help' -- "${cur}"))
        ;;
    esac
}

_cairn_sync() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--checksum -c --size-only --update -u --existing --ignore-existing -n --dry-run --delete --allow-empty-source --exclude-caches -x --one-file-system -a --archive -l --links -p --perms -t --times -o --owner -g --group -X --xattrs -S --sparse --rehash --no-sign-request --json --quiet -q --all-versions --without-locks --version --help)
    repeating_options=(--exclude --include --filter --filter-from --exclude-if-present --metadata --tag)
    non_repeating_options=(--at --pin --max-delete --max-cost --files-from --min-size --max-size --min-age --max-age --storage-class --sse --sse-kms-key-id --content-type --cache-control -j --transfers --part-size --bwlimit --max-duration --max-transfer --state --lock-wait --trust --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--at')
        return
        ;;
    '--pin')
        return
        ;;
    '--max-delete')
        return
        ;;
    '--max-cost')
        return
        ;;
    '--exclude')
        return
        ;;
    '--include')
        return
        ;;
    '--filter')
        return
        ;;
    '--filter-from')
        __cairn_add_completions -f
        return
        ;;
    '--files-from')
        __cairn_add_completions -f
        return
        ;;
    '--exclude-if-present')
        return
        ;;
    '--min-size')
        return
        ;;
    '--max-size')
        return
        ;;
    '--min-age')
        return
        ;;
    '--max-age')
        return
        ;;
    '--storage-class')
        return
        ;;
    '--sse')
        return
        ;;
    '--sse-kms-key-id')
        return
        ;;
    '--metadata')
        return
        ;;
    '--tag')
        return
        ;;
    '--content-type')
        return
        ;;
    '--cache-control')
        return
        ;;
    '-j'|'--transfers')
        return
        ;;
    '--part-size')
        return
        ;;
    '--bwlimit')
        return
        ;;
    '--max-duration')
        return
        ;;
    '--max-transfer')
        return
        ;;
    '--state')
        __cairn_add_completions -f
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--trust')
        __cairn_add_completions -W 'state'$'\n''list'$'\n''none'
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_plan() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--checksum -c --size-only --update -u --existing --ignore-existing -n --dry-run --delete --allow-empty-source --exclude-caches -x --one-file-system -a --archive -l --links -p --perms -t --times -o --owner -g --group -X --xattrs -S --sparse --rehash --no-sign-request --json --quiet -q --detailed-exitcode --version --help)
    repeating_options=(--exclude --include --filter --filter-from --exclude-if-present --metadata --tag)
    non_repeating_options=(--at --pin --max-delete --max-cost --files-from --min-size --max-size --min-age --max-age --storage-class --sse --sse-kms-key-id --content-type --cache-control -j --transfers --part-size --bwlimit --max-duration --max-transfer --state --lock-wait --trust --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file --out)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--at')
        return
        ;;
    '--pin')
        return
        ;;
    '--max-delete')
        return
        ;;
    '--max-cost')
        return
        ;;
    '--exclude')
        return
        ;;
    '--include')
        return
        ;;
    '--filter')
        return
        ;;
    '--filter-from')
        __cairn_add_completions -f
        return
        ;;
    '--files-from')
        __cairn_add_completions -f
        return
        ;;
    '--exclude-if-present')
        return
        ;;
    '--min-size')
        return
        ;;
    '--max-size')
        return
        ;;
    '--min-age')
        return
        ;;
    '--max-age')
        return
        ;;
    '--storage-class')
        return
        ;;
    '--sse')
        return
        ;;
    '--sse-kms-key-id')
        return
        ;;
    '--metadata')
        return
        ;;
    '--tag')
        return
        ;;
    '--content-type')
        return
        ;;
    '--cache-control')
        return
        ;;
    '-j'|'--transfers')
        return
        ;;
    '--part-size')
        return
        ;;
    '--bwlimit')
        return
        ;;
    '--max-duration')
        return
        ;;
    '--max-transfer')
        return
        ;;
    '--state')
        __cairn_add_completions -f
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--trust')
        __cairn_add_completions -W 'state'$'\n''list'$'\n''none'
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    '--out')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_apply() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--rehash --no-sign-request --json --quiet -q --version --help)
    repeating_options=()
    non_repeating_options=(--shard -j --transfers --part-size --bwlimit --max-duration --max-transfer --state --lock-wait --trust --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--shard')
        return
        ;;
    '-j'|'--transfers')
        return
        ;;
    '--part-size')
        return
        ;;
    '--bwlimit')
        return
        ;;
    '--max-duration')
        return
        ;;
    '--max-transfer')
        return
        ;;
    '--state')
        __cairn_add_completions -f
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--trust')
        __cairn_add_completions -W 'state'$'\n''list'$'\n''none'
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_verify() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--checksum -c --size-only --update -u --existing --ignore-existing -n --dry-run --delete --allow-empty-source --exclude-caches -x --one-file-system -a --archive -l --links -p --perms -t --times -o --owner -g --group -X --xattrs -S --sparse --rehash --no-sign-request --json --quiet -q --one-way --version --help)
    repeating_options=(--exclude --include --filter --filter-from --exclude-if-present --metadata --tag)
    non_repeating_options=(--at --pin --max-delete --max-cost --files-from --min-size --max-size --min-age --max-age --storage-class --sse --sse-kms-key-id --content-type --cache-control -j --transfers --part-size --bwlimit --max-duration --max-transfer --state --lock-wait --trust --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--at')
        return
        ;;
    '--pin')
        return
        ;;
    '--max-delete')
        return
        ;;
    '--max-cost')
        return
        ;;
    '--exclude')
        return
        ;;
    '--include')
        return
        ;;
    '--filter')
        return
        ;;
    '--filter-from')
        __cairn_add_completions -f
        return
        ;;
    '--files-from')
        __cairn_add_completions -f
        return
        ;;
    '--exclude-if-present')
        return
        ;;
    '--min-size')
        return
        ;;
    '--max-size')
        return
        ;;
    '--min-age')
        return
        ;;
    '--max-age')
        return
        ;;
    '--storage-class')
        return
        ;;
    '--sse')
        return
        ;;
    '--sse-kms-key-id')
        return
        ;;
    '--metadata')
        return
        ;;
    '--tag')
        return
        ;;
    '--content-type')
        return
        ;;
    '--cache-control')
        return
        ;;
    '-j'|'--transfers')
        return
        ;;
    '--part-size')
        return
        ;;
    '--bwlimit')
        return
        ;;
    '--max-duration')
        return
        ;;
    '--max-transfer')
        return
        ;;
    '--state')
        __cairn_add_completions -f
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--trust')
        __cairn_add_completions -W 'state'$'\n''list'$'\n''none'
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_ls() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--recursive -r -h --human -1 --names -0 --null --no-sign-request --json --quiet -q --version --help)
    repeating_options=()
    non_repeating_options=(--at --pin --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--at')
        return
        ;;
    '--pin')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_cp() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--recursive -r -n --dry-run --no-clobber --exclude-caches -x --one-file-system -a --archive -l --links -p --perms -t --times -o --owner -g --group -X --xattrs -S --sparse --no-sign-request --json --quiet -q --version --help)
    repeating_options=(--exclude --include --filter --filter-from --exclude-if-present --metadata --tag)
    non_repeating_options=(--version-id --at --pin --files-from --min-size --max-size --min-age --max-age --storage-class --sse --sse-kms-key-id --content-type --cache-control -j --transfers --part-size --bwlimit --max-duration --max-transfer --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--version-id')
        return
        ;;
    '--at')
        return
        ;;
    '--pin')
        return
        ;;
    '--exclude')
        return
        ;;
    '--include')
        return
        ;;
    '--filter')
        return
        ;;
    '--filter-from')
        __cairn_add_completions -f
        return
        ;;
    '--files-from')
        __cairn_add_completions -f
        return
        ;;
    '--exclude-if-present')
        return
        ;;
    '--min-size')
        return
        ;;
    '--max-size')
        return
        ;;
    '--min-age')
        return
        ;;
    '--max-age')
        return
        ;;
    '--storage-class')
        return
        ;;
    '--sse')
        return
        ;;
    '--sse-kms-key-id')
        return
        ;;
    '--metadata')
        return
        ;;
    '--tag')
        return
        ;;
    '--content-type')
        return
        ;;
    '--cache-control')
        return
        ;;
    '-j'|'--transfers')
        return
        ;;
    '--part-size')
        return
        ;;
    '--bwlimit')
        return
        ;;
    '--max-duration')
        return
        ;;
    '--max-transfer')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_mv() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--recursive -r -n --dry-run --no-clobber -a --archive -l --links -p --perms -t --times -o --owner -g --group -X --xattrs -S --sparse --no-sign-request --json --quiet -q --version --help)
    repeating_options=(--metadata --tag)
    non_repeating_options=(--storage-class --sse --sse-kms-key-id --content-type --cache-control -j --transfers --part-size --bwlimit --max-duration --max-transfer --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--storage-class')
        return
        ;;
    '--sse')
        return
        ;;
    '--sse-kms-key-id')
        return
        ;;
    '--metadata')
        return
        ;;
    '--tag')
        return
        ;;
    '--content-type')
        return
        ;;
    '--cache-control')
        return
        ;;
    '-j'|'--transfers')
        return
        ;;
    '--part-size')
        return
        ;;
    '--bwlimit')
        return
        ;;
    '--max-duration')
        return
        ;;
    '--max-transfer')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_rm() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--recursive -r --whole-bucket -n --dry-run --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--version-id --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--version-id')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_cat() {
    repeating_flags=()
    non_repeating_flags=(--no-sign-request --version -h --help)
    repeating_options=()
    non_repeating_options=(--range --version-id --at --pin --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--range')
        return
        ;;
    '--version-id')
        return
        ;;
    '--at')
        return
        ;;
    '--pin')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_du() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(-h --human --cost --no-sign-request --json --quiet -q --version --help)
    repeating_options=()
    non_repeating_options=(-d --depth --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-d'|'--depth')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_stat() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--version-id --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--version-id')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_presign() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    get|put)
        # Offer subcommand argument completions
        "_cairn_presign_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'get put' -- "${cur}"))
        ;;
    esac
}

_cairn_presign_get() {
    repeating_flags=()
    non_repeating_flags=(--no-sign-request --version -h --help)
    repeating_options=()
    non_repeating_options=(--version-id --expires --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--version-id')
        return
        ;;
    '--expires')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_presign_put() {
    repeating_flags=()
    non_repeating_flags=(--no-sign-request --version -h --help)
    repeating_options=()
    non_repeating_options=(--content-type --expires --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--content-type')
        return
        ;;
    '--expires')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_uploads() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|abort)
        # Offer subcommand argument completions
        "_cairn_uploads_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list abort' -- "${cur}"))
        ;;
    esac
}

_cairn_uploads_list() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_uploads_abort() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(-n --dry-run --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--upload-id --older-than --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--upload-id')
        return
        ;;
    '--older-than')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    init|create|list|tag|forget|prune|check|repair|copy|key|unlock|pin|show|find|diff|restore|dump|drill)
        # Offer subcommand argument completions
        "_cairn_snapshot_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'init create list tag forget prune check repair copy key unlock pin show find diff restore dump drill' -- "${cur}"))
        ;;
    esac
}

_cairn_snapshot_init() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --copy-chunker-params --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --repository-version --from-repo --from-password-file --from-password-command --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--repository-version')
        return
        ;;
    '--from-repo')
        return
        ;;
    '--from-password-file')
        __cairn_add_completions -f
        return
        ;;
    '--from-password-command')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_create() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--stdin --exclude-caches -x --one-file-system -f --force --with-atime --ignore-ctime --ignore-inode -n --dry-run --no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--files-from -e --exclude --iexclude --exclude-file --iexclude-file --exclude-if-present --tag)
    non_repeating_options=(--stdin-filename --host --time --parent --compression --pack-size -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--files-from')
        __cairn_add_completions -f
        return
        ;;
    '--stdin-filename')
        return
        ;;
    '-e'|'--exclude')
        return
        ;;
    '--iexclude')
        return
        ;;
    '--exclude-file')
        __cairn_add_completions -f
        return
        ;;
    '--iexclude-file')
        __cairn_add_completions -f
        return
        ;;
    '--exclude-if-present')
        return
        ;;
    '--tag')
        return
        ;;
    '--host')
        return
        ;;
    '--time')
        return
        ;;
    '--parent')
        return
        ;;
    '--compression')
        __cairn_add_completions -W 'off'$'\n''fastest'$'\n''auto'$'\n''max'
        return
        ;;
    '--pack-size')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_list() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--host --tag --path)
    non_repeating_options=(--latest -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '--latest')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_tag() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--set --add --remove --host --tag --path)
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--set')
        return
        ;;
    '--add')
        return
        ;;
    '--remove')
        return
        ;;
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_forget() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(-n --dry-run --prune --allow-removing-all --no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--keep-tag --host --tag --path)
    non_repeating_options=(-l --keep-last -H --keep-hourly -d --keep-daily -w --keep-weekly -m --keep-monthly -y --keep-yearly --keep-within --keep-within-hourly --keep-within-daily --keep-within-weekly --keep-within-monthly --keep-within-yearly -g --group-by -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-l'|'--keep-last')
        return
        ;;
    '-H'|'--keep-hourly')
        return
        ;;
    '-d'|'--keep-daily')
        return
        ;;
    '-w'|'--keep-weekly')
        return
        ;;
    '-m'|'--keep-monthly')
        return
        ;;
    '-y'|'--keep-yearly')
        return
        ;;
    '--keep-within')
        return
        ;;
    '--keep-within-hourly')
        return
        ;;
    '--keep-within-daily')
        return
        ;;
    '--keep-within-weekly')
        return
        ;;
    '--keep-within-monthly')
        return
        ;;
    '--keep-within-yearly')
        return
        ;;
    '--keep-tag')
        return
        ;;
    '-g'|'--group-by')
        return
        ;;
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_prune() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--repack-cacheable-only -n --dry-run --no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--max-unused --max-repack-size --repack-smaller-than --max-cost --compression --pack-size -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--max-unused')
        return
        ;;
    '--max-repack-size')
        return
        ;;
    '--repack-smaller-than')
        return
        ;;
    '--max-cost')
        return
        ;;
    '--compression')
        __cairn_add_completions -W 'off'$'\n''fastest'$'\n''auto'$'\n''max'
        return
        ;;
    '--pack-size')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_check() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--read-data --no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--read-data-subset --within --budget -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--read-data-subset')
        return
        ;;
    '--within')
        return
        ;;
    '--budget')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_repair() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    index|packs|snapshots)
        # Offer subcommand argument completions
        "_cairn_snapshot_repair_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'index packs snapshots' -- "${cur}"))
        ;;
    esac
}

_cairn_snapshot_repair_index() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--read-all-packs --no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_repair_packs() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_repair_snapshots() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--forget -n --dry-run --no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--host --tag --path)
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_copy() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--host --tag --path)
    non_repeating_options=(--from-repo --from-password-file --from-password-command --compression --pack-size -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--from-repo')
        return
        ;;
    '--from-password-file')
        __cairn_add_completions -f
        return
        ;;
    '--from-password-command')
        return
        ;;
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '--compression')
        __cairn_add_completions -W 'off'$'\n''fastest'$'\n''auto'$'\n''max'
        return
        ;;
    '--pack-size')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_key() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|add|remove|change)
        # Offer subcommand argument completions
        "_cairn_snapshot_key_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list add remove change' -- "${cur}"))
        ;;
    esac
}

_cairn_snapshot_key_list() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_key_add() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--new-password-file --new-password-command -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--new-password-file')
        __cairn_add_completions -f
        return
        ;;
    '--new-password-command')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_key_remove() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_key_change() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--new-password-file --new-password-command -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--new-password-file')
        __cairn_add_completions -f
        return
        ;;
    '--new-password-command')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_unlock() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--remove-all --no-cache --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_pin() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    create|list|verify|diff|restore|remove)
        # Offer subcommand argument completions
        "_cairn_snapshot_pin_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'create list verify diff restore remove' -- "${cur}"))
        ;;
    esac
}

_cairn_snapshot_pin_create() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file --name)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    '--name')
        return
        ;;
    esac
}

_cairn_snapshot_pin_list() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_pin_verify() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_pin_diff() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --detailed-exitcode --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 3

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_pin_restore() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --delete -n --dry-run --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file -t --target)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    '-t'|'--target')
        return
        ;;
    esac
}

_cairn_snapshot_pin_remove() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_show() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(-R --recursive --long -l --human-readable --no-cache --no-lock --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--host --tag --path)
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_find() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--long -l --no-cache --no-lock --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--snapshot --host --tag --path)
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--snapshot')
        return
        ;;
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_diff() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--folder --metadata --detailed-exitcode --no-cache --no-lock --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--host --tag --path)
    non_repeating_options=(-r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_restore() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--delete -n --dry-run --special-bits --no-owner --no-cache --no-lock --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--exclude --include --host --tag --path)
    non_repeating_options=(-t --target --overwrite --max-cost --files-from -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-t'|'--target')
        return
        ;;
    '--overwrite')
        __cairn_add_completions -W 'always'$'\n''if-changed'$'\n''if-newer'$'\n''never'
        return
        ;;
    '--max-cost')
        return
        ;;
    '--exclude')
        return
        ;;
    '--include')
        return
        ;;
    '--files-from')
        __cairn_add_completions -f
        return
        ;;
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_dump() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-cache --no-lock --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--exclude --include --host --tag --path)
    non_repeating_options=(--archive --files-from -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--archive')
        __cairn_add_completions -W 'tar'$'\n''zip'
        return
        ;;
    '--exclude')
        return
        ;;
    '--include')
        return
        ;;
    '--files-from')
        __cairn_add_completions -f
        return
        ;;
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_snapshot_drill() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-source --history --no-cache --no-lock --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=(--host --tag --path)
    non_repeating_options=(--files --budget --seed --scratch -r --repo --password-file --password-command --cache-dir --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--files')
        return
        ;;
    '--budget')
        return
        ;;
    '--seed')
        return
        ;;
    '--scratch')
        __cairn_add_completions -d
        return
        ;;
    '--host')
        return
        ;;
    '--tag')
        return
        ;;
    '--path')
        return
        ;;
    '-r'|'--repo')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_bucket() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    create|list|remove|show|diff|apply)
        # Offer subcommand argument completions
        "_cairn_bucket_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'create list remove show diff apply' -- "${cur}"))
        ;;
    esac
}

_cairn_bucket_create() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_bucket_list() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_bucket_remove() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_bucket_show() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_bucket_diff() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--replace --detailed-exitcode --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_bucket_apply() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--replace --detailed-exitcode --no-sign-request --json --quiet -q -n --dry-run --force --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file --max-cost)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    '--max-cost')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_lifecycle() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    show|diff|apply|simulate|explain)
        # Offer subcommand argument completions
        "_cairn_lifecycle_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'show diff apply simulate explain' -- "${cur}"))
        ;;
    esac
}

_cairn_lifecycle_show() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_lifecycle_diff() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--replace --detailed-exitcode --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_lifecycle_apply() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--replace --detailed-exitcode --no-sign-request --json --quiet -q -n --dry-run --force --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file --max-cost)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    '--max-cost')
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_lifecycle_simulate() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--keys --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--rules --from --days --versioning --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--rules')
        __cairn_add_completions -f
        return
        ;;
    '--from')
        return
        ;;
    '--days')
        return
        ;;
    '--versioning')
        __cairn_add_completions -W 'enabled'$'\n''suspended'$'\n''none'
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_lifecycle_explain() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--rules --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--rules')
        __cairn_add_completions -f
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_versions() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|restore|undelete|purge)
        # Offer subcommand argument completions
        "_cairn_versions_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list restore undelete purge' -- "${cur}"))
        ;;
    esac
}

_cairn_versions_list() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --tags --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_versions_restore() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q -n --dry-run --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file --at --version-id --undo --state)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    '--at')
        return
        ;;
    '--version-id')
        return
        ;;
    '--undo')
        return
        ;;
    '--state')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_versions_undelete() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q -n --dry-run --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_versions_purge() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q -n --dry-run --bypass-governance --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file --older-than --keep)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    '--older-than')
        return
        ;;
    '--keep')
        return
        ;;
    esac
}

_cairn_policy() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    print)
        # Offer subcommand argument completions
        "_cairn_policy_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'print' -- "${cur}"))
        ;;
    esac
}

_cairn_policy_print() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--role)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--role')
        __cairn_add_completions -W 'mirror-writer'$'\n''mirror-reader'$'\n''snapshot-writer'$'\n''pruner'$'\n''admin'
        return
        ;;
    esac
}

_cairn_serve() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--allow-plain-network --print-systemd-unit --acls --make-encryption-key --json --quiet -q --version -h --help)
    repeating_options=(--storage-class)
    non_repeating_options=(--listen --tls-certificate --tls-key --domain --region --drain --metrics-listen --access-log --lifecycle-day --encryption-key --scrub-rate --snapshots --snapshots-bucket --password-file --password-command --cache-dir --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--listen')
        return
        ;;
    '--tls-certificate')
        __cairn_add_completions -f
        return
        ;;
    '--tls-key')
        __cairn_add_completions -f
        return
        ;;
    '--domain')
        return
        ;;
    '--region')
        return
        ;;
    '--drain')
        return
        ;;
    '--metrics-listen')
        return
        ;;
    '--access-log')
        __cairn_add_completions -f
        return
        ;;
    '--lifecycle-day')
        return
        ;;
    '--encryption-key')
        __cairn_add_completions -f
        return
        ;;
    '--storage-class')
        return
        ;;
    '--scrub-rate')
        return
        ;;
    '--snapshots')
        return
        ;;
    '--snapshots-bucket')
        return
        ;;
    '--password-file')
        __cairn_add_completions -f
        return
        ;;
    '--password-command')
        return
        ;;
    '--cache-dir')
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __cairn_add_completions -d
        return
        ;;
    esac
}

_cairn_key() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    add|list|remove)
        # Offer subcommand argument completions
        "_cairn_key_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'add list remove' -- "${cur}"))
        ;;
    esac
}

_cairn_key_add() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--prefix --allow --expires --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--prefix')
        return
        ;;
    '--allow')
        return
        ;;
    '--expires')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __cairn_add_completions -d
        return
        ;;
    esac
}

_cairn_key_list() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __cairn_add_completions -d
        return
        ;;
    esac
}

_cairn_key_remove() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __cairn_add_completions -d
        return
        ;;
    esac
}

_cairn_scrub() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--rate --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--rate')
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __cairn_add_completions -d
        return
        ;;
    esac
}

_cairn_doctor() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-scratch-bucket --no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--for --html --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--for')
        __cairn_add_completions -W 'sync'$'\n''snapshots'$'\n''serve-migration'
        return
        ;;
    '--html')
        __cairn_add_completions -f
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_job() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    run|list)
        # Offer subcommand argument completions
        "_cairn_job_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'run list' -- "${cur}"))
        ;;
    esac
}

_cairn_job_run() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=(--config)
    __cairn_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--config')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_job_list() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=(--config)
    __cairn_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--config')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_state() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    show|rebuild|vacuum)
        # Offer subcommand argument completions
        "_cairn_state_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'show rebuild vacuum' -- "${cur}"))
        ;;
    esac
}

_cairn_state_show() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--state --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --runs --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--state')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--runs')
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_state_rebuild() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--state --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--state')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_state_vacuum() {
    repeating_flags=(--verbose -v)
    non_repeating_flags=(--no-sign-request --json --quiet -q --version -h --help)
    repeating_options=()
    non_repeating_options=(--state --lock-wait --profile --region --endpoint-url --ca-bundle --addressing --max-attempts --prices --config --progress --log-file)
    __cairn_offer_flags_options 2

    # Offer option value completions
    case "${prev}" in
    '--state')
        return
        ;;
    '--lock-wait')
        return
        ;;
    '--profile')
        return
        ;;
    '--region')
        return
        ;;
    '--endpoint-url')
        return
        ;;
    '--ca-bundle')
        __cairn_add_completions -f
        return
        ;;
    '--addressing')
        __cairn_add_completions -W 'auto'$'\n''path'$'\n''virtual'
        return
        ;;
    '--max-attempts')
        return
        ;;
    '--prices')
        return
        ;;
    '--config')
        __cairn_add_completions -f
        return
        ;;
    '--progress')
        __cairn_add_completions -W 'auto'$'\n''tty'$'\n''plain'$'\n''none'
        return
        ;;
    '--log-file')
        __cairn_add_completions -f
        return
        ;;
    esac
}

_cairn_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __cairn_offer_flags_options -1
}

complete -o filenames -F _cairn cairn
